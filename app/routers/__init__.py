"""Routers: HTTP. A route's signature is its policy; its body is one to three lines."""
