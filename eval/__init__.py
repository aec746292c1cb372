"""How good the parts are, measured on questions and files whose answers are known."""
