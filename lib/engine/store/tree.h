/* An ordered map of nodes that lie in their owners: to put one in or take one out asks for no memory, so it cannot fail. */
#ifndef TAPPA__STORE_TREE_H
#define TAPPA__STORE_TREE_H

#include <stddef.h>
#include <stdint.h>

/* Keys are bytes in the order of memcmp, the shorter first; tappa__key_number() makes a number one. */
struct tappa__tree_node {
    struct tappa__tree_node *left, *right, *parent;
    const unsigned char *key;
    size_t size;
    uint64_t priority;
};
struct tappa__tree {
    struct tappa__tree_node *root;
};

/* The key is set and stays where it is; no node of the tree has an equal one. */
void tappa__tree_put(struct tappa__tree *tree, struct tappa__tree_node *node);
void tappa__tree_take(struct tappa__tree *tree, struct tappa__tree_node *node);
struct tappa__tree_node *tappa__tree_find(const struct tappa__tree *tree, const void *key, size_t size);
/* The first whose key is not below this one; NULL where there is none. */
struct tappa__tree_node *tappa__tree_from(const struct tappa__tree *tree, const void *key, size_t size);
struct tappa__tree_node *tappa__tree_next(const struct tappa__tree_node *node);

/* Eight bytes whose order is that of the numbers. */
void tappa__key_number(unsigned char key[8], int64_t number);

#endif
