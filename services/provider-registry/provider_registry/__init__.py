"""Who can provide what, where; and the public entry of every organisation."""
