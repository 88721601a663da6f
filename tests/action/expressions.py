"""The part of GitHub's expressions that action.yml uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | bool

_TOKEN = re.compile(r"\s*(?:'(?P<text>(?:[^']|'')*)'|(?P<name>[A-Za-z_][\w.-]*)|(?P<sign>==|!=|&&|\|\||[!()]))")
_EMBEDDED = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


def evaluate(text: str, contexts: Mapping[str, Any]) -> Value:
    """What an expression comes to. Raises ValueError for what is not in this part of the language."""
    reader = _Reader(text, contexts)
    found = reader.either()
    if reader.left:
        raise ValueError(f"not understood: {text}")
    return found


def filled(text: str, contexts: Mapping[str, Any]) -> str:
    """A text with its `${{ }}` replaced, as the runner hands it to a step."""
    return _EMBEDDED.sub(lambda found: _shown(evaluate(found[1], contexts)), text)


def embedded(text: str) -> list[str]:
    return [found.strip() for found in _EMBEDDED.findall(text)]


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else str(value).lower()


class _Reader:
    def __init__(self, text: str, contexts: Mapping[str, Any]) -> None:
        self.contexts = contexts
        self.left: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            token = _TOKEN.match(text, at)
            if token is None:
                raise ValueError(f"not understood: {text[at:]}")
            kind = token.lastgroup or ""
            self.left.append((kind, token[kind]))
            at = token.end()

    def either(self) -> Value:
        found = self.both()
        while self._took("||"):
            other = self.both()
            found = found or other
        return found

    def both(self) -> Value:
        found = self.equal()
        while self._took("&&"):
            other = self.equal()
            found = found and other
        return found

    def equal(self) -> Value:
        found = self.one()
        while self.left and self.left[0] in {("sign", "=="), ("sign", "!=")}:
            _, sign = self.left.pop(0)
            found = (found == self.one()) == (sign == "==")
        return found

    def one(self) -> Value:
        if self._took("!"):
            return not self.one()
        if self._took("("):
            found = self.either()
            self._expect(")")
            return found
        kind, word = self.left.pop(0)
        if kind == "text":
            return word.replace("''", "'")
        if kind != "name":
            raise ValueError(f"not expected: {word}")
        if self._took("("):
            self._expect(")")
            if word not in {"always", "success"}:
                raise ValueError(f"not known: {word}()")
            return word == "always" or bool(self.contexts["success"])
        return self._looked_up(word)

    def _looked_up(self, name: str) -> Value:
        """A value of a context: an output that no step has set is empty, another name that is not there a slip."""
        value: Any = self.contexts
        context, *keys = name.split(".")
        for key in (context, *keys):
            if key not in value and context == "steps" and "outputs" in keys[:-1] and keys[0] in self.contexts["steps"]:
                return ""
            value = value[key]
        assert isinstance(value, str | bool)
        return value

    def _took(self, sign: str) -> bool:
        if self.left and self.left[0] == ("sign", sign):
            self.left.pop(0)
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._took(sign):
            raise ValueError(f"{sign} expected")
