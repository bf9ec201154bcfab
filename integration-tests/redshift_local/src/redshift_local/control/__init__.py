"""The AWS control plane of a stand-in: Redshift, Redshift Serverless, STS, Secrets Manager and the Data API over HTTP.

Requests and answers follow the service models that botocore ships; every request's signature is checked.
"""
