"""The world around the portal: its merchant, its customer's papers, the shop to come back to."""
