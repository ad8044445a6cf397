/* What packets are encrypted and authenticated with, by OpenSSL.
 *
 * Debian's libsrtp computes by NSS, which takes two to four times as long. libsrtp lets its ciphers
 * be replaced, and takes only those that pass its own tests and theirs; where one does not, what was
 * there stays. Keys are still derived by libsrtp's own. */
#define OPENSSL_SUPPRESS_DEPRECATED /* EVP_MAC allocates at each packet; SHA_CTX is a plain struct */

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <srtp2/auth.h>
#include <srtp2/cipher.h>
#include <srtp2/crypto_types.h>
#include <srtp2/srtp.h>

#include <stdlib.h>
#include <string.h>

srtp_err_status_t srtp3_init(void);

static srtp_err_status_t done(int fine, srtp_err_status_t otherwise)
{
	return fine ? srtp_err_status_ok : otherwise;
}

/* -- ciphers ------------------------------------------------------------------------------------ */

typedef struct
{
	EVP_CIPHER_CTX* ctx;
	const EVP_CIPHER* cipher;
	int key_len;
	uint8_t salt[16];
	int tag_len;
	srtp_cipher_direction_t direction;
} Cipher;

static srtp_err_status_t cipher_alloc(
  srtp_cipher_pointer_t* made,
  const srtp_cipher_type_t* type,
  const EVP_CIPHER* cipher,
  int key_len,
  int tag_len)
{
	srtp_cipher_t* its = (srtp_cipher_t*)calloc(1, sizeof(*its));
	Cipher* state      = (Cipher*)calloc(1, sizeof(*state));
	EVP_CIPHER_CTX* ctx = EVP_CIPHER_CTX_new();

	if (!its || !state || !ctx)
	{
		free(its);
		free(state);
		EVP_CIPHER_CTX_free(ctx);

		return srtp_err_status_alloc_fail;
	}

	state->ctx     = ctx;
	state->cipher  = cipher;
	state->key_len = EVP_CIPHER_get_key_length(cipher);
	state->tag_len = tag_len;
	its->type      = type;
	its->state     = state;
	its->key_len   = key_len;
	its->algorithm = (int)type->id;
	*made          = its;

	return srtp_err_status_ok;
}

static srtp_err_status_t cipher_dealloc(srtp_cipher_pointer_t its)
{
	Cipher* state = (Cipher*)its->state;

	EVP_CIPHER_CTX_free(state->ctx);
	OPENSSL_cleanse(state, sizeof(*state));
	free(state);
	free(its);

	return srtp_err_status_ok;
}

/* -- AES in counter mode (RFC 3711, 4.1.1) ------------------------------------------------------- */

enum
{
	CM_SALT = 14
};

static srtp_err_status_t cm_init(void* its, const uint8_t* key)
{
	Cipher* state = (Cipher*)its;

	memcpy(state->salt, key + state->key_len, CM_SALT);

	return done(
	  EVP_EncryptInit_ex(state->ctx, state->cipher, NULL, key, NULL), srtp_err_status_init_fail);
}

static srtp_err_status_t cm_set_iv(void* its, uint8_t* iv, srtp_cipher_direction_t direction)
{
	Cipher* state = (Cipher*)its;
	uint8_t counter[16];

	(void)direction; /* the same both ways */

	for (int i = 0; i < 16; ++i)
	{
		counter[i] = iv[i] ^ state->salt[i];
	}

	return done(
	  EVP_EncryptInit_ex(state->ctx, NULL, NULL, NULL, counter), srtp_err_status_cipher_fail);
}

static srtp_err_status_t cm_crypt(void* its, uint8_t* data, unsigned int* len)
{
	int written;

	return done(
	  EVP_EncryptUpdate(((Cipher*)its)->ctx, data, &written, data, (int)*len),
	  srtp_err_status_cipher_fail);
}

/* Key, salt and keystream of RFC 3711, B.2. */
static const uint8_t cm_key[30] = {
	0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f,
	0x3c, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd,
};
static const uint8_t cm_stream[16] = {
	0xe0, 0x3e, 0xad, 0x09, 0x35, 0xc9, 0x5e, 0x80, 0xe1, 0x66, 0xb1, 0x6d, 0xd9, 0x2b, 0x4e, 0xb4,
};
static uint8_t zeros[32];
static const srtp_cipher_test_case_t cm_test = {
	30, cm_key, zeros, 16, zeros, 16, cm_stream, 0, NULL, 0, NULL,
};

static srtp_err_status_t cm_alloc(srtp_cipher_pointer_t* made, int key_len, int tag_len);
static const srtp_cipher_type_t cm_128 = {
	cm_alloc, cipher_dealloc, cm_init,  NULL,     cm_crypt,           cm_crypt,
	cm_set_iv, NULL,          "AES-128 counter mode by OpenSSL", &cm_test, SRTP_AES_ICM_128,
};

static srtp_err_status_t cm_alloc(srtp_cipher_pointer_t* made, int key_len, int tag_len)
{
	(void)tag_len;

	return key_len == SRTP_AES_ICM_128_KEY_LEN_WSALT
	         ? cipher_alloc(made, &cm_128, EVP_aes_128_ctr(), key_len, 0)
	         : srtp_err_status_bad_param;
}

/* -- AES-GCM (RFC 7714) -------------------------------------------------------------------------- */

static srtp_err_status_t gcm_init(void* its, const uint8_t* key)
{
	Cipher* state = (Cipher*)its;

	return done(
	  EVP_CipherInit_ex(state->ctx, state->cipher, NULL, key, NULL, 1), srtp_err_status_init_fail);
}

static srtp_err_status_t gcm_set_iv(void* its, uint8_t* iv, srtp_cipher_direction_t direction)
{
	Cipher* state    = (Cipher*)its;
	state->direction = direction;

	return done(
	  EVP_CipherInit_ex(state->ctx, NULL, NULL, NULL, iv, direction == srtp_direction_encrypt),
	  srtp_err_status_cipher_fail);
}

static srtp_err_status_t gcm_set_aad(void* its, const uint8_t* aad, uint32_t len)
{
	int written;

	return done(
	  EVP_CipherUpdate(((Cipher*)its)->ctx, NULL, &written, aad, (int)len), srtp_err_status_algo_fail);
}

static srtp_err_status_t gcm_encrypt(void* its, uint8_t* data, unsigned int* len)
{
	Cipher* state = (Cipher*)its;
	int written;

	if (state->direction != srtp_direction_encrypt)
	{
		return srtp_err_status_bad_param;
	}

	return done(
	  EVP_CipherUpdate(state->ctx, data, &written, data, (int)*len), srtp_err_status_cipher_fail);
}

static srtp_err_status_t gcm_get_tag(void* its, uint8_t* tag, uint32_t* len)
{
	Cipher* state = (Cipher*)its;
	uint8_t rest[16];
	int written;

	*len = (uint32_t)state->tag_len;

	return done(
	  EVP_CipherFinal_ex(state->ctx, rest, &written) &&
	    EVP_CIPHER_CTX_ctrl(state->ctx, EVP_CTRL_AEAD_GET_TAG, state->tag_len, tag),
	  srtp_err_status_algo_fail);
}

static srtp_err_status_t gcm_decrypt(void* its, uint8_t* data, unsigned int* len)
{
	Cipher* state = (Cipher*)its;
	uint8_t rest[16];
	int written;

	if (state->direction != srtp_direction_decrypt || (int)*len < state->tag_len)
	{
		return srtp_err_status_bad_param;
	}

	const int size = (int)*len - state->tag_len;

	if (
	  !EVP_CIPHER_CTX_ctrl(state->ctx, EVP_CTRL_AEAD_SET_TAG, state->tag_len, data + size) ||
	  !EVP_CipherUpdate(state->ctx, data, &written, data, size) ||
	  !EVP_CipherFinal_ex(state->ctx, rest, &written))
	{
		return srtp_err_status_auth_fail;
	}

	*len = (unsigned int)size;

	return srtp_err_status_ok;
}

/* Sixteen zeros under a key and a nonce of zeros, and their tag. */
static const uint8_t gcm_128_text[32] = {
	0x03, 0x88, 0xda, 0xce, 0x60, 0xb6, 0xa3, 0x92, 0xf3, 0x28, 0xc2, 0xb9, 0x71, 0xb2, 0xfe, 0x78,
	0xab, 0x6e, 0x47, 0xd4, 0x2c, 0xec, 0x13, 0xbd, 0xf5, 0x3a, 0x67, 0xb2, 0x12, 0x57, 0xbd, 0xdf,
};
static const uint8_t gcm_256_text[32] = {
	0xce, 0xa7, 0x40, 0x3d, 0x4d, 0x60, 0x6b, 0x6e, 0x07, 0x4e, 0xc5, 0xd3, 0xba, 0xf3, 0x9d, 0x18,
	0xd0, 0xd1, 0xc8, 0xa7, 0x99, 0x99, 0x6b, 0xf0, 0x26, 0x5b, 0x98, 0xb5, 0xd4, 0x8a, 0xb9, 0x19,
};
static const uint8_t gcm_key[SRTP_AES_GCM_256_KEY_LEN_WSALT];
static const srtp_cipher_test_case_t gcm_128_test = {
	SRTP_AES_GCM_128_KEY_LEN_WSALT, gcm_key, zeros, 16, zeros, 32, gcm_128_text, 0, NULL, 16, NULL,
};
static const srtp_cipher_test_case_t gcm_256_test = {
	SRTP_AES_GCM_256_KEY_LEN_WSALT, gcm_key, zeros, 16, zeros, 32, gcm_256_text, 0, NULL, 16, NULL,
};

static srtp_err_status_t gcm_128_alloc(srtp_cipher_pointer_t* made, int key_len, int tag_len);
static srtp_err_status_t gcm_256_alloc(srtp_cipher_pointer_t* made, int key_len, int tag_len);
static const srtp_cipher_type_t gcm_128 = {
	gcm_128_alloc, cipher_dealloc, gcm_init,    gcm_set_aad,      gcm_encrypt,   gcm_decrypt,
	gcm_set_iv,    gcm_get_tag,    "AES-128 GCM by OpenSSL", &gcm_128_test, SRTP_AES_GCM_128,
};
static const srtp_cipher_type_t gcm_256 = {
	gcm_256_alloc, cipher_dealloc, gcm_init,    gcm_set_aad,      gcm_encrypt,   gcm_decrypt,
	gcm_set_iv,    gcm_get_tag,    "AES-256 GCM by OpenSSL", &gcm_256_test, SRTP_AES_GCM_256,
};

static srtp_err_status_t gcm_128_alloc(srtp_cipher_pointer_t* made, int key_len, int tag_len)
{
	return key_len == SRTP_AES_GCM_128_KEY_LEN_WSALT && (tag_len == 8 || tag_len == 16)
	         ? cipher_alloc(made, &gcm_128, EVP_aes_128_gcm(), key_len, tag_len)
	         : srtp_err_status_bad_param;
}

static srtp_err_status_t gcm_256_alloc(srtp_cipher_pointer_t* made, int key_len, int tag_len)
{
	return key_len == SRTP_AES_GCM_256_KEY_LEN_WSALT && (tag_len == 8 || tag_len == 16)
	         ? cipher_alloc(made, &gcm_256, EVP_aes_256_gcm(), key_len, tag_len)
	         : srtp_err_status_bad_param;
}

/* -- HMAC-SHA1 (RFC 2104) ------------------------------------------------------------------------ */

typedef struct
{
	SHA_CTX inner; /* after the key: where each packet begins */
	SHA_CTX outer;
	SHA_CTX running;
} Hmac;

static srtp_err_status_t hmac_dealloc(srtp_auth_pointer_t its)
{
	OPENSSL_cleanse(its->state, sizeof(Hmac));
	free(its->state);
	free(its);

	return srtp_err_status_ok;
}

static srtp_err_status_t hmac_init(void* its, const uint8_t* key, int key_len)
{
	Hmac* state = (Hmac*)its;
	uint8_t inner[SHA_CBLOCK];
	uint8_t outer[SHA_CBLOCK];

	for (int i = 0; i < SHA_CBLOCK; ++i)
	{
		const uint8_t byte = i < key_len ? key[i] : 0;
		inner[i]           = byte ^ 0x36;
		outer[i]           = byte ^ 0x5c;
	}

	const int fine = SHA1_Init(&state->inner) && SHA1_Update(&state->inner, inner, sizeof(inner)) &&
	                 SHA1_Init(&state->outer) && SHA1_Update(&state->outer, outer, sizeof(outer));

	OPENSSL_cleanse(inner, sizeof(inner));
	OPENSSL_cleanse(outer, sizeof(outer));
	state->running = state->inner;

	return done(fine, srtp_err_status_auth_fail);
}

static srtp_err_status_t hmac_start(void* its)
{
	((Hmac*)its)->running = ((Hmac*)its)->inner;

	return srtp_err_status_ok;
}

static srtp_err_status_t hmac_update(void* its, const uint8_t* data, int len)
{
	return done(SHA1_Update(&((Hmac*)its)->running, data, (size_t)len), srtp_err_status_auth_fail);
}

static srtp_err_status_t hmac_compute(void* its, const uint8_t* data, int len, int tag_len, uint8_t* tag)
{
	Hmac* state   = (Hmac*)its;
	SHA_CTX outer = state->outer;
	uint8_t digest[SHA_DIGEST_LENGTH];

	if (tag_len > SHA_DIGEST_LENGTH)
	{
		return srtp_err_status_bad_param;
	}

	const int fine = SHA1_Update(&state->running, data, (size_t)len) &&
	                 SHA1_Final(digest, &state->running) &&
	                 SHA1_Update(&outer, digest, sizeof(digest)) && SHA1_Final(digest, &outer);

	memcpy(tag, digest, (size_t)tag_len);

	return done(fine, srtp_err_status_auth_fail);
}

/* RFC 2202, 3, test case 1. */
static const uint8_t hmac_key[20] = {
	0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b,
	0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b,
};
static const uint8_t hmac_tag[20] = {
	0xb6, 0x17, 0x31, 0x86, 0x55, 0x05, 0x72, 0x64, 0xe2, 0x8b,
	0xc0, 0xb6, 0xfb, 0x37, 0x8c, 0x8e, 0xf1, 0x46, 0xbe, 0x00,
};
static const srtp_auth_test_case_t hmac_test = {
	20, hmac_key, 8, (const uint8_t*)"Hi There", 20, hmac_tag, NULL,
};

static srtp_err_status_t hmac_alloc(srtp_auth_pointer_t* made, int key_len, int out_len);
static const srtp_auth_type_t hmac_sha1 = {
	hmac_alloc,  hmac_dealloc, hmac_init, hmac_compute,
	hmac_update, hmac_start,   "HMAC-SHA1 by OpenSSL", &hmac_test, SRTP_HMAC_SHA1,
};

static srtp_err_status_t hmac_alloc(srtp_auth_pointer_t* made, int key_len, int out_len)
{
	if (key_len > 20 || out_len > SHA_DIGEST_LENGTH)
	{
		return srtp_err_status_bad_param;
	}

	srtp_auth_t* its = (srtp_auth_t*)calloc(1, sizeof(*its));
	Hmac* state      = (Hmac*)calloc(1, sizeof(*state));

	if (!its || !state)
	{
		free(its);
		free(state);

		return srtp_err_status_alloc_fail;
	}

	its->type    = &hmac_sha1;
	its->state   = state;
	its->out_len = out_len;
	its->key_len = key_len;
	*made        = its;

	return srtp_err_status_ok;
}

srtp_err_status_t srtp3_init(void)
{
	const srtp_err_status_t status = srtp_init();

	if (status == srtp_err_status_ok)
	{
		srtp_replace_cipher_type(&cm_128, SRTP_AES_ICM_128);
		srtp_replace_cipher_type(&gcm_128, SRTP_AES_GCM_128);
		srtp_replace_cipher_type(&gcm_256, SRTP_AES_GCM_256);
		srtp_replace_auth_type(&hmac_sha1, SRTP_HMAC_SHA1);
	}

	return status;
}
