"""The page: a ledger in the browser, every row beside the words that it was read from.

A face without logic of its own: questions go to `dateline.query`, texts to the pipeline, files to
`dateline.exporting`. Everything that a browser loads comes from this package and its dependencies.
"""
