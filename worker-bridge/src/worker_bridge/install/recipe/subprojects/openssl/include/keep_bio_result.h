/* Lets a BIO callback watch operations without changing what they return.
 *
 * The worker's callback returns 1 after every operation, and OpenSSL takes that for the operation's
 * result. An OpenSSL built with kernel TLS, as distributions do, asks the write BIO by a ctrl whether
 * it does kTLS, is told 1, allocates no write buffer, and crashes at the first handshake. */
#pragma once

#include <openssl/bio.h>

static BIO_callback_fn_ex keep_bio_result_callback;

static inline long keep_bio_result(
  BIO* bio,
  int operation,
  const char* argp,
  size_t len,
  int argi,
  long argl,
  int result,
  size_t* processed)
{
	const long answer =
	  keep_bio_result_callback(bio, operation, argp, len, argi, argl, result, processed);

	return (operation & BIO_CB_RETURN) ? (long)result : answer;
}

static inline void keep_bio_result_set_callback(BIO* bio, BIO_callback_fn_ex callback)
{
	keep_bio_result_callback = callback;
	BIO_set_callback_ex(bio, keep_bio_result);
}

#define BIO_set_callback_ex keep_bio_result_set_callback
