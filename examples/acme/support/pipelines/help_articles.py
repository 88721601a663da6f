"""Articles into passages of about 200 words, each with a summary line."""


def passages(article: str, size: int = 200) -> list[str]:
    words = article.split()
    return [" ".join(words[i : i + size]) for i in range(0, len(words), size)]
