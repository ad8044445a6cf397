/* The part of libsrtp 3's API that the worker uses, over libsrtp 2.
 *
 * Version 3 has opaque policies and separate input and output buffers; version 2 has a plain struct
 * and works in place, so input is copied to output first where they differ. */
#pragma once

#include <srtp2/srtp.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define srtp_err_status_buffer_small ((srtp_err_status_t)28)
#define srtp_err_status_cryptex_err ((srtp_err_status_t)29)

typedef srtp_policy_t srtp2_policy_t;

struct srtp3_policy
{
	srtp2_policy_t policy;
	uint8_t key[SRTP_MAX_KEY_LEN];
};

typedef struct srtp3_policy* srtp3_policy_t;

#ifdef __cplusplus
extern "C"
#endif
  srtp_err_status_t
  srtp3_init(void); /* with OpenSSL's ciphers: source/openssl_crypto.c */

static inline srtp_err_status_t srtp3_policy_create(srtp3_policy_t* policy)
{
	*policy = (srtp3_policy_t)calloc(1, sizeof(**policy));

	return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

static inline void srtp3_policy_destroy(srtp3_policy_t policy)
{
	if (policy)
	{
		memset(policy->key, 0, sizeof(policy->key));
		free(policy);
	}
}

static inline srtp_err_status_t srtp3_policy_set_ssrc(srtp3_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

static inline srtp_err_status_t srtp3_policy_set_profile(srtp3_policy_t policy, srtp_profile_t profile)
{
	const srtp_err_status_t status =
	  srtp_crypto_policy_set_from_profile_for_rtp(&policy->policy.rtp, profile);

	return status ? status
	              : srtp_crypto_policy_set_from_profile_for_rtcp(&policy->policy.rtcp, profile);
}

static inline srtp_err_status_t srtp3_policy_add_key(
  srtp3_policy_t policy,
  const uint8_t* key,
  size_t key_len,
  const uint8_t* salt,
  size_t salt_len,
  const uint8_t* mki,
  size_t mki_len)
{
	(void)mki;
	(void)mki_len;

	if (key_len + salt_len > sizeof(policy->key))
	{
		return srtp_err_status_bad_param;
	}

	memcpy(policy->key, key, key_len);
	memcpy(policy->key + key_len, salt, salt_len);
	policy->policy.key = policy->key;

	return srtp_err_status_ok;
}

static inline srtp_err_status_t srtp3_policy_set_allow_repeat_tx(srtp3_policy_t policy, bool allow)
{
	policy->policy.allow_repeat_tx = allow;

	return srtp_err_status_ok;
}

static inline srtp_err_status_t srtp3_policy_set_window_size(srtp3_policy_t policy, size_t size)
{
	policy->policy.window_size = size;

	return srtp_err_status_ok;
}

static inline srtp_err_status_t srtp3_create(srtp_t* session, srtp3_policy_t policy)
{
	return srtp_create(session, &policy->policy);
}

static inline srtp_err_status_t srtp3_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

typedef srtp_err_status_t (*srtp2_in_place_fn)(srtp_t, void*, int*);

static inline srtp_err_status_t srtp3_in_place(
  srtp2_in_place_fn operation,
  size_t growth,
  srtp_t session,
  const uint8_t* in,
  size_t in_len,
  uint8_t* out,
  size_t* out_len)
{
	int len = (int)in_len;

	if (*out_len < in_len + growth)
	{
		return srtp_err_status_buffer_small;
	}

	if (in != out)
	{
		memcpy(out, in, in_len);
	}

	const srtp_err_status_t status = operation(session, out, &len);

	*out_len = (size_t)len;

	return status;
}

static inline srtp_err_status_t srtp3_protect(
  srtp_t session, const uint8_t* in, size_t in_len, uint8_t* out, size_t* out_len, size_t mki_index)
{
	(void)mki_index;

	return srtp3_in_place(srtp_protect, SRTP_MAX_TRAILER_LEN, session, in, in_len, out, out_len);
}

static inline srtp_err_status_t srtp3_protect_rtcp(
  srtp_t session, const uint8_t* in, size_t in_len, uint8_t* out, size_t* out_len, size_t mki_index)
{
	(void)mki_index;

	/* SRTCP adds its index, four bytes, besides the trailer. */
	return srtp3_in_place(
	  srtp_protect_rtcp, SRTP_MAX_TRAILER_LEN + 4, session, in, in_len, out, out_len);
}

static inline srtp_err_status_t srtp3_unprotect(
  srtp_t session, const uint8_t* in, size_t in_len, uint8_t* out, size_t* out_len)
{
	return srtp3_in_place(srtp_unprotect, 0, session, in, in_len, out, out_len);
}

static inline srtp_err_status_t srtp3_unprotect_rtcp(
  srtp_t session, const uint8_t* in, size_t in_len, uint8_t* out, size_t* out_len)
{
	return srtp3_in_place(srtp_unprotect_rtcp, 0, session, in, in_len, out, out_len);
}

#define srtp_init srtp3_init
#define srtp_policy_t srtp3_policy_t
#define srtp_policy_create srtp3_policy_create
#define srtp_policy_destroy srtp3_policy_destroy
#define srtp_policy_set_ssrc srtp3_policy_set_ssrc
#define srtp_policy_set_profile srtp3_policy_set_profile
#define srtp_policy_add_key srtp3_policy_add_key
#define srtp_policy_set_allow_repeat_tx srtp3_policy_set_allow_repeat_tx
#define srtp_policy_set_window_size srtp3_policy_set_window_size
#define srtp_create srtp3_create
#define srtp_stream_remove srtp3_stream_remove
#define srtp_protect srtp3_protect
#define srtp_protect_rtcp srtp3_protect_rtcp
#define srtp_unprotect srtp3_unprotect
#define srtp_unprotect_rtcp srtp3_unprotect_rtcp
