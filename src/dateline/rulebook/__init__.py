"""The rules as data: loaders, checks and indexes. `book.load_rulebook` loads them all."""
