"""The merchant's REST API, driven through the real application and a real database."""
