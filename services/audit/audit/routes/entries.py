"""The log, for who may read it: auditors and privacy officers."""
