"""When does it arrive?"""

from datetime import date, timedelta

from acme_ai import features, serving


def arrival(product: str, postcode: str) -> date:
    days = serving.score("eta-regressor-v2", features.row("lane", product, postcode))
    return date.today() + timedelta(days=round(days))
