"""The KYC gatherer."""
