/* SipHash-2-4 (Aumasson and Bernstein 2012) for experiment arms, fingerprints and tables; CRC-32C for snapshots. */
#ifndef TAPPA__HASH_H
#define TAPPA__HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t tappa__siphash(const void *data, size_t n, const uint8_t key[16]);
void tappa__siphash128(const void *data, size_t n, const uint8_t key[16], uint8_t out[16]);
uint32_t tappa__crc32c(uint32_t crc, const void *data, size_t n); /* start with 0 */
/* The same on any processor. */
uint32_t tappa__crc32c_table(uint32_t crc, const void *data, size_t n);

#endif
