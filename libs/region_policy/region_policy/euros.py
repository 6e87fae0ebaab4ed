"""Amounts as people read them. From whole cents, never by way of a float."""

from region_policy.language import Name


def euros(cents: int) -> Name:
    """€ 7.400,00 in Dutch, € 7,400.00 in English; a shortage as -€ 7.400,00."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    english = f"{whole:,}"
    return Name(nl=f"{sign}€ {english.replace(',', '.')},{rest:02}", en=f"{sign}€ {english}.{rest:02}")
