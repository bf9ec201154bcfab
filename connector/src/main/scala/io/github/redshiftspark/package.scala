package io.github

/** Reads and writes Amazon Redshift from Apache Spark. */
package object redshiftspark
