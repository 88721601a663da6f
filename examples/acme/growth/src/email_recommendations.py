"""Six products and a subject line."""

from acme_ai import gateway, prompts, serving


def mail(customer_id: str) -> dict:
    items = serving.recommend("reco-two-tower-v2", customer_id)[:6]
    return {"items": items, "subject": gateway.complete("gpt-4o", prompts.live("growth/subject-line"), items=items)}
