/* Searching files for all of whoever should not be in them any more. */
#ifndef SEARCH_H
#define SEARCH_H

#include <stdint.h>

/* From here on nobody is searched for. Words of somebody begin with the tag, the person's number, from 1, and a hyphen. */
void search_begin(const char *tag);
/* The person's words, and a number of 64 bits, however it may be written. */
void search_for(int32_t person, int64_t number);
/* A file and the logs beside it; whoever is found ends the test. */
void search_all(const char *path);

#endif
