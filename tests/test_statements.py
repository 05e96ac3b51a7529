"""Who says what: source, cue and content of each statement of a story."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.finding.quotations import find_quotations
from dateline.finding.statements import find_statements
from dateline.model import Parse, Statement, Tree
from dateline.rulebook.attribution import _words, load_attribution_words
from dateline.rulebook.errors import RuleError

Parsed = Callable[[str], tuple[Parse, Tree]]

# Text, then (source, cue, contents) of statements that must be among those found.
CASES: list[tuple[str, list[tuple[str | None, str, list[str]]]]] = [
    (
        "The army withdrew from the city on Friday, the defence ministry said.",
        [("the defence ministry", "said", ["The army withdrew from the city on Friday"])],
    ),
    (
        "The minister, officials said, had fled to Minsk.",
        [("officials", "said", ["The minister", "had fled to Minsk"])],
    ),
    (
        "According to Kan, Zelensky asked Israel to mediate.",
        [("Kan", "According to", ["Zelensky asked Israel to mediate"])],
    ),
    (
        "Russian troops left Kherson, according to the governor, who spoke by phone.",
        [("the governor", "according to", ["Russian troops left Kherson"])],
    ),
    (
        "“We will not leave,” said Lapid, “until the war ends.”",
        [("Lapid", "said", ["“We will not leave,”", "“until the war ends.”"])],
    ),
    (
        "“We will not leave,” Lapid said. “The war must end.”",
        [("Lapid", "said", ["“We will not leave,”", "“The war must end.”"])],
    ),
    (
        "Lapid was quoted as saying that Israel would help.",
        [("Lapid", "saying", ["that Israel would help"])],
    ),
    ("Lavrov: “We want peace.”", [("Lavrov", ":", ["“We want peace.”"])]),
    ("Russia strikes Kyiv: officials", [("officials", ":", ["Russia strikes Kyiv"])]),
    (
        "He rejected the claim that Russia had attacked Kyiv.",
        [(None, "claim", ["that Russia had attacked Kyiv"])],
    ),
    (
        "The two spoke, the premier's office said, following reports Kyiv has asked Israel to mediate.",
        [
            ("the premier's office", "said", ["The two spoke"]),
            ("reports", "reports", ["Kyiv has asked Israel to mediate"]),
        ],
    ),
    (
        "The general told reporters the army had taken the town.",
        [("The general", "told", ["the army had taken the town"])],
    ),
    (
        "Kyiv said Moscow was ready for talks, but Moscow denied any contact.",
        [
            ("Kyiv", "said", ["Moscow was ready for talks"]),
            ("Moscow", "denied", ["any contact"]),
        ],
    ),
    (
        "Russia accused Ukraine of shelling the plant.",
        [("Russia", "accused", ["Ukraine of shelling the plant"])],
    ),
    (
        "Lapid said Israel would help, adding that it was ready.",
        [("Lapid", "said", ["Israel would help"]), ("Lapid", "adding", ["that it was ready"])],
    ),
    ("As Biden put it, the war is over.", [("Biden", "put", ["the war is over"])]),
    (
        "The president said in a statement on Twitter that he would resign.",
        [("The president", "said", ["that he would resign"])],
    ),
    (
        "The embassy issued a statement saying its staff had left.",
        [("The embassy", "saying", ["its staff had left"])],
    ),
    (
        "Officials believe that at least 20 people died.",
        [("Officials", "believe", ["that at least 20 people died"])],
    ),
    (
        "Moscow claims it has taken Mariupol, while Kyiv says fighting continues.",
        [
            ("Moscow", "claims", ["it has taken Mariupol"]),
            ("Kyiv", "says", ["fighting continues"]),
        ],
    ),
    ('He added: "The siege is over."', [("He", "added", ['"The siege is over."'])]),
    (
        "The “special operation” will go on, the Kremlin said.",
        [("the Kremlin", "said", ["The “special operation” will go on"])],
    ),
    (
        "Protesters marched on parliament, police and witnesses said, and two people were hurt.",
        [("police and witnesses", "said", ["Protesters marched on parliament"])],
    ),
    (
        "The army said the drones were shot down, Interfax reported, citing the governor.",
        [
            ("The army", "said", ["the drones were shot down"]),
            ("Interfax", "reported", ["The army said the drones were shot down"]),
        ],
    ),
    (
        "Zelensky, according to two outlets, asked Israel to mediate.",
        [
            ("two outlets", "according to", ["Zelensky", "asked Israel to mediate"]),
            ("Zelensky", "asked", ["Israel to mediate"]),
        ],
    ),
    (
        "In a statement, the ministry called the raid a “barbaric crime”.",
        [("the ministry", "called", ["the raid a “barbaric crime”"])],
    ),
    (
        "“Go back to your barracks,” the colonel barked.",
        [("the colonel", "barked", ["“Go back to your barracks,”"])],
    ),
    (
        "The ministry said its convoy was on the way, adding that rebels had mined the road.",
        [
            ("The ministry", "said", ["its convoy was on the way"]),
            ("The ministry", "adding", ["that rebels had mined the road"]),
        ],
    ),
    (
        "From his villa on the coast, Karimov — who has lived abroad for years — denied any wrongdoing.",
        [("Karimov", "denied", ["any wrongdoing"])],
    ),
    (
        "The governor, repeating comments he made at the funeral, blamed Chad.",
        [("The governor", "repeating", ["comments"])],
    ),
    (
        "Officials said the talks would resume, hours before rebels seized the airport.",
        [("Officials", "said", ["the talks would resume"])],
    ),
    (
        "The Front, a separatist group, announced in a recorded message that it would lay down its arms.",
        [("The Front", "announced", ["that it would lay down its arms"])],
    ),
    (
        "Ten soldiers were killed, a security official, speaking on condition of anonymity, said on Sunday.",
        [("a security official", "said", ["Ten soldiers were killed"])],
    ),
    (
        "The village was bombed by jets, the mayor said and a witness confirmed.",
        [
            ("the mayor", "said", ["The village was bombed by jets"]),
            ("a witness", "confirmed", ["The village was bombed by jets"]),
        ],
    ),
    (
        "Hanoi said it was shocked by the arrest and urged Vientiane to wait.",
        [("Hanoi", "said", ["it was shocked by the arrest"])],
    ),
    (
        "The villagers, Petrov explained earlier in the hearing, were well armed.",
        [("Petrov", "explained", ["The villagers", "were well armed"])],
    ),
    (
        "“I like him,” she said, but “when it comes to taxes, he has been wrong for years.”",
        [("she", "said", ["“I like him,”", "“when it comes to taxes, he has been wrong for years.”"])],
    ),
    (
        "Minsk said two drones had crossed the border, but Vilnius rejected that claim as a fake.",
        [("Minsk", "said", ["two drones had crossed the border"])],
    ),
    (
        "Kariuki branded the judge “a servant of the ruling party” during a rally in Kisumu.",
        [("Kariuki", "branded", ["the judge “a servant of the ruling party”"])],
    ),
    (
        "Rebels have taken Bunia, a local deputy told AFP, as fighting raged nearby.",
        [("a local deputy", "told", ["Rebels have taken Bunia"])],
    ),
    (
        "The envoy was quick to add that the border had stayed open.",
        [("The envoy", "add", ["that the border had stayed open"])],
    ),
    (
        "“The talks have failed and nobody will admit it” at home or abroad, in Haddad’s view.",
        [
            (
                "Haddad",
                "in Haddad’s view",
                ["“The talks have failed and nobody will admit it” at home or abroad"],
            )
        ],
    ),
    (
        "In Lagos she told aides that, in her view, the general had lost touch with his men.",
        [("her", "in her view", ["the general had lost touch with his men"])],
    ),
    (
        "Okoro wrote in May that, according to the police, the gate had been shut.",
        [("the police", "according to", ["the gate had been shut"])],
    ),
    (
        "In Okoro's words, the vote was “a farce from first to last.”",
        [("Okoro", "In Okoro's words", ["the vote was “a farce from first to last.”"])],
    ),
    (
        "“People in what he calls “hell” have jobs and schools,” Mayor Adeyemi said.",
        [("Mayor Adeyemi", "said", ["“People in what he calls “hell” have jobs and schools,”"])],
    ),
    (
        '"The ministry is no “House of Peace” any more. It sells arms.\n\n"It must be closed," Okoro said.',
        [
            (
                "Okoro",
                "said",
                ['"The ministry is no “House of Peace” any more. It sells arms.', '"It must be closed,"'],
            )
        ],
    ),
    (
        '"The clinic was full that night.\n\n“We turned them away at the gate,” Adeyemi said.',
        [("Adeyemi", "said", ["“We turned them away at the gate,”"])],
    ),
    (
        'Okoro said: “The port is ours. "Nobody will take it again.” He left. “We won,” he added.',
        [("Okoro", "said", ['“The port is ours. "Nobody will take it again.”'])],
    ),
    (
        '"We stayed," Haddad says. "They shot at us…\n\n“Nobody came to help us.”',
        [("Haddad", "says", ['"We stayed,"', '"They shot at us…', "“Nobody came to help us.”"])],
    ),
    (
        "Waving banners against “the great robbery,” the miners chanted “Pay us or leave our valley.”",
        [("the miners", "chanted", ["“Pay us or leave our valley.”"])],
    ),
    (
        "The envoy lost support after his remark that, “We will starve them out of the hills.”",
        [("his", "remark", ["“We will starve them out of the hills.”"])],
    ),
    (
        "His deputy warned him not to provoke “the generals.”",
        [("His deputy", "warned", ["him not to provoke “the generals.”"])],
    ),
    (
        "Haddad toured campuses, advising students to “stay out of the square,” and telling teachers, "
        "“This will end badly.”",
        [
            ("Haddad", "advising", ["students to “stay out of the square,”"]),
            ("Haddad", "telling", ["“This will end badly.”"]),
        ],
    ),
    (
        "“Go home to your mothers,” Okoro barked and a guard shut the gate.",
        [("Okoro", "barked", ["“Go home to your mothers,”"])],
    ),
    (
        "Okoro said there remains a “deep mistrust of the army,” when it comes to how prisoners are treated.",
        [
            (
                "Okoro",
                "said",
                ["there remains a “deep mistrust of the army,” when it comes to how prisoners are treated"],
            )
        ],
    ),
    (
        "President Okoro was unrepentant on Monday. “I would do the same thing again tomorrow.”",
        [("President Okoro", "was", ["“I would do the same thing again tomorrow.”"])],
    ),
    (
        'Transcript as follows:\n\n"HADDAD: Was it a “clean” vote?\n\n"OKORO: It was not “clean” at all. '
        'We lost.\n\n"HADDAD: Why did you lose it?',
        [
            ("HADDAD", ":", ["Was it a “clean” vote?"]),
            ("OKORO", ":", ["It was not “clean” at all. We lost."]),
        ],
    ),
]


def found(parse: Parse, statement: Statement) -> tuple[str | None, str, list[str]]:
    source = (
        parse.slice(statement.source_first, statement.source_last) if statement.source_head >= 0 else None
    )
    cue = parse.slice(statement.cue_first, statement.cue_last)
    return source, cue, [parse.text[a:b] for a, b in statement.contents]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:45] for text, _ in CASES])
def test_source_cue_and_content(
    parsed: Parsed, text: str, expected: list[tuple[str | None, str, list[str]]]
) -> None:
    """Each statement has its source, its cue, and all and only what the source says."""
    parse, tree = parsed(text)
    statements = [found(parse, s) for s in find_statements(parse, tree, load_attribution_words())]
    for statement in expected:
        assert statement in statements


def test_chain_is_nested_innermost_shortest(parsed: Parsed) -> None:
    """Hearsay of hearsay gives statements that lie in one another; the shortest is the nearest source."""
    parse, tree = parsed("Kan reported that an official said that Putin had told him he would come.")
    statements = find_statements(parse, tree, load_attribution_words())
    at = parse.starts[parse.words.index("come")]
    chain = sorted(
        (s for s in statements if any(a <= at < b for a, b in s.contents)),
        key=lambda s: s.contents[-1][1] - s.contents[0][0],
    )
    assert [found(parse, s)[0] for s in chain] == ["Putin", "an official", "Kan"]
    for inner, outer in pairwise(chain):
        assert outer.contents[0][0] < inner.contents[0][0]
        assert inner.contents[-1][1] <= outer.contents[-1][1]


def test_quotation_runs_over_paragraphs(parsed: Parsed) -> None:
    """An opening mark without a closing one goes on with the next paragraph's opening mark."""
    text = '"The convoy was hit at dawn.\n\n"We saw smoke over the bridge," the driver said.'
    parse, tree = parsed(text)
    (quotation,) = find_quotations(parse)
    assert [text[a:b] for a, b in quotation.spans] == [
        '"The convoy was hit at dawn.',
        '"We saw smoke over the bridge,"',
    ]
    (statement,) = find_statements(parse, tree, load_attribution_words())
    assert found(parse, statement)[0] == "the driver"
    assert len(statement.contents) == 2
    assert statement.quoted


def test_source_in_the_sentence_before(parsed: Parsed) -> None:
    """A quotation that stands alone belongs to whoever speaks in the sentence before."""
    parse, tree = parsed("The mayor said the raid was a crime. “They shot at children in the street.”")
    (statement,) = find_statements(parse, tree, load_attribution_words())
    source, _, contents = found(parse, statement)
    assert source == "The mayor"
    assert contents == ["the raid was a crime", "“They shot at children in the street.”"]


def test_scare_quotes_are_no_statement(parsed: Parsed) -> None:
    """One or two words in quotation marks are nobody's utterance."""
    parse, tree = parsed("The “referendum” was held in four regions. Few “voters” came to the polls.")
    assert find_statements(parse, tree, load_attribution_words()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The evacuation went according to plan.",
        "A soldier pleaded guilty to desertion on Monday.",
        "The attack is a reminder that the war goes on.",
    ],
)
def test_nobody_says_so(parsed: Parsed, text: str) -> None:
    """Plans, pleas of guilt and things that remind are no sources."""
    parse, tree = parsed(text)
    said = [s for s in find_statements(parse, tree, load_attribution_words()) if s.source_head >= 0]
    assert said == []


def test_a_name_under_a_quotation_says_no_more(parsed: Parsed) -> None:
    """Each of several quotations with names under them has its own speaker."""
    parse, tree = parsed(
        "“We waited for a week in the cold.” ― Ana Lopez\n\n“Nobody came to help us at all.” ― Jean Kabila"
    )
    said = [found(parse, s) for s in find_statements(parse, tree, load_attribution_words())]
    assert said == [
        ("Ana Lopez", "―", ["“We waited for a week in the cold.”"]),
        ("Jean Kabila", "―", ["“Nobody came to help us at all.”"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Okoro named three suspects. “Sympathy for the Devil” was playing in the hall.",
        "In her reading of the map, nothing stirred.",
        "In our view, the market fell.",
        "In his house, there was a gun.",
    ],
)
def test_what_stands_beside_no_source_is_nobodys(parsed: Parsed, text: str) -> None:
    """A title after a deed, a reading of a map, what the writer thinks: nobody's statement."""
    parse, tree = parsed(text)
    assert not find_statements(parse, tree, load_attribution_words())


def test_denial_is_marked(parsed: Parsed) -> None:
    """A denial says so, and its content is what is denied."""
    parse, tree = parsed("Iran denied having attacked the ship.")
    statement = find_statements(parse, tree, load_attribution_words())[0]
    assert statement.denies
    assert found(parse, statement)[2] == ["having attacked the ship"]


def test_requests_and_promises_are_of_another_kind_than_reports(parsed: Parsed) -> None:
    """Only kinds that assert make a source; asking and promising are acts of their own."""
    parse, tree = parsed(
        "Kyiv urged Israel to mediate. Bennett promised to call Putin. Kan reported the call."
    )
    kinds = {found(parse, s)[1]: s.kind for s in find_statements(parse, tree, load_attribution_words())}
    assert kinds == {"urged": "order", "promised": "intend", "reported": "say"}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from([text for text, _ in CASES]), min_size=1, max_size=4), st.booleans())
def test_laws_of_statements(parsed: Parsed, texts: list[str], paragraphs: bool) -> None:
    """Offsets lie in the text, contents are in order and do not overlap, a second run is the same."""
    parse, tree = parsed(("\n\n" if paragraphs else " ").join(texts))
    statements = find_statements(parse, tree, load_attribution_words())
    assert statements == find_statements(parse, tree, load_attribution_words())
    assert [s.cue_first for s in statements] == sorted(s.cue_first for s in statements)
    for statement in statements:
        assert statement.contents
        end = 0
        for a, b in statement.contents:
            assert end <= a < b <= len(parse.text)
            assert parse.text[a:b].strip() == parse.text[a:b]
            end = b
        if statement.source_head >= 0:
            assert statement.source_first <= statement.source_head <= statement.source_last


def test_faults_of_the_cue_file_are_shown_with_their_line() -> None:
    """An unknown kind or frame names the file, the line and the word."""
    text = '[[verbs]]\nkind = "mumble"\ntakes = ["clause"]\nwords = ["say"]\n'
    with pytest.raises(RuleError, match=r"attribution\.toml:2: unknown kind 'mumble'"):
        _words(
            {"verbs": [{"kind": "mumble", "takes": ["clause"], "words": ["say"]}]}, text, "attribution.toml"
        )
    text = '[[verbs]]\nkind = "say"\ntakes = ["whatever"]\nwords = ["say"]\n'
    with pytest.raises(RuleError, match=r"attribution\.toml:3: unknown frame 'whatever'"):
        _words(
            {"verbs": [{"kind": "say", "takes": ["whatever"], "words": ["say"]}]}, text, "attribution.toml"
        )
