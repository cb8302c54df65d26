"""Signing in with ORCID: an iD that ORCID says is somebody's, connected to an account that they have."""
