"""The interview: form, route, reading, rules, checks."""
