"""Background work: the queue in the job table, the worker that leases jobs from it, the steps of a job.

A worker looks at the table every quarter of a second. That is one indexed query of some 50 microseconds, so no
message broker is needed to wake it, and nothing can be lost between a broker and the table.
"""
