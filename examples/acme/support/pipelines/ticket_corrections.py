"""Rows where an agent moved a ticket to another queue."""


def labels(rows: list[dict]) -> list[tuple[str, str]]:
    return [(r["text"], r["final_queue"]) for r in rows if r["final_queue"] != r["first_queue"]]
