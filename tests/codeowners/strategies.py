"""Strategies for CODEOWNERS: patterns as people write them, and paths near them."""

from __future__ import annotations

from hypothesis import strategies as st

from aiowners.forge import Forge

PIECES = st.sampled_from(["a", "b", "*", "**", "?", r"\*", r"\?", r"\ ", "a*", "*b", "a*a*", ".x", "*.x", "***", "\\"])
CLASSES = st.sampled_from(
    ["[ab]", "[!a]", "[^b]", "[a-c]", "[c-a]", "[", "]", "[]", "[^]", r"[\]a]", r"\[", "[a/b]", "{a,b}"]
)


def globs(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Patterns of one to four segments."""
    return st.builds(
        lambda lead, segments, tail: lead + "/".join(segments) + tail,
        st.sampled_from(["", "/", "**/"]),
        st.lists(st.lists(pieces, min_size=1, max_size=3).map("".join), min_size=1, max_size=4),
        st.sampled_from(["", "/", "/**", "/*"]),
    )


GLOBS = globs(PIECES)
GITLAB_GLOBS = globs(PIECES | CLASSES)
NAMES = st.text("ab*?. x[]-", min_size=1, max_size=4).filter(lambda name: name.strip(". ") == name)
PATHS = st.lists(NAMES, min_size=1, max_size=5).map("/".join)
FORGES = st.sampled_from(Forge)
OWNERS = st.sampled_from(["", " @a", " @a @b", " bob", " @@owner", " # why @c", " c@example.com"])


def lines(forge: Forge) -> st.SearchStrategy[str]:
    """One line of a CODEOWNERS file."""
    rules = st.builds("{}{}".format, GITLAB_GLOBS if forge is Forge.GITLAB else GLOBS, OWNERS)
    if forge is not Forge.GITLAB:
        return rules
    headings = st.sampled_from(["[A]", "[a] @a", "^[B][2]", "[codeowners] @x", "[]", "[C"])
    return st.one_of(rules, rules, rules.map("!{}".format), headings)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, Forge]:
    """Draw a file's text and its code host."""
    forge = draw(FORGES)
    return "\n".join(draw(st.lists(lines(forge), max_size=12))), forge
