"""The text of a product that is embedded."""


def text(product: dict) -> str:
    return " ".join([product["title"], product["brand"], product["description"]])
