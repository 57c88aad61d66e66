"""The app in the browser: pages and addresses, and nothing that decides."""
