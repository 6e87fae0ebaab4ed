"""Who asks what for whom, and whether the young person is really being helped."""
