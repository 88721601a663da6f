"""Look a model up by its name and stage."""


def uri(name: str, version: int) -> str:
    return f"models:/{name}/{version}"
