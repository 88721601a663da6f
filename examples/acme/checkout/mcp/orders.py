"""MCP server: read an order, book a refund."""


def read_order(order_id: str) -> dict:
    return {"id": order_id, "state": "delivered"}


def book_refund(order_id: str, cents: int) -> dict:
    return {"id": order_id, "refunded": cents}
