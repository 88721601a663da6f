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
    """Evaluate an expression. Raise ValueError if it is not in this part of the language."""
    reader = _Reader(text, contexts)
    value = reader.either()
    if reader.left:
        raise ValueError(f"not understood: {text}")
    return value


def filled(text: str, contexts: Mapping[str, Any]) -> str:
    """Replace the `${{ }}` of a text, as the runner does."""
    return _EMBEDDED.sub(lambda value: _shown(evaluate(value[1], contexts)), text)


def embedded(text: str) -> list[str]:
    return [value.strip() for value in _EMBEDDED.findall(text)]


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
        value = self.both()
        while self._took("||"):
            other = self.both()
            value = value or other
        return value

    def both(self) -> Value:
        value = self.equal()
        while self._took("&&"):
            other = self.equal()
            value = value and other
        return value

    def equal(self) -> Value:
        value = self.operand()
        while self.left and self.left[0] in {("sign", "=="), ("sign", "!=")}:
            _, sign = self.left.pop(0)
            value = (value == self.operand()) == (sign == "==")
        return value

    def operand(self) -> Value:
        if self._took("!"):
            return not self.operand()
        if self._took("("):
            value = self.either()
            self._expect(")")
            return value
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
        """Return a value of a context. An output that no step has set is empty; other missing names are errors."""
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
