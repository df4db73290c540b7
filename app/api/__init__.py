"""The HTTP service: one router a file; `factory.create_app` lists them."""
