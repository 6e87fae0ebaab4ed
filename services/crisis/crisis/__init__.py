"""Who is on call at any instant."""
