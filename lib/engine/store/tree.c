/* Owns the order of the memory store's rows: a treap, a binary tree by key and a heap by a hash of the key, so its form depends on its
 * keys alone and not on the order in which they came.
 * Called by the memory store. Protects one invariant: each key stands once, and the parent of every node has at least its priority. */
#include "lib/engine/store/tree.h"

#include "lib/base/hash.h"

#include <string.h>

static int
compare(const void *a, size_t a_size, const struct tappa__tree_node *node)
{
    size_t least = a_size < node->size ? a_size : node->size;
    int order = least ? memcmp(a, node->key, least) : 0;

    return order ? order : (a_size > node->size) - (a_size < node->size);
}

/* The place that leads to a node: its parent's, or the root. */
static struct tappa__tree_node **
place_of(struct tappa__tree *tree, struct tappa__tree_node *node)
{
    if (!node->parent)
        return &tree->root;
    return node->parent->left == node ? &node->parent->left : &node->parent->right;
}

/* A child takes its parent's place, the parent one of the child's sides. */
static void
rise(struct tappa__tree *tree, struct tappa__tree_node *node)
{
    struct tappa__tree_node *parent = node->parent, *moved;

    *place_of(tree, parent) = node;
    if (parent->left == node) {
        moved = node->right;
        parent->left = moved;
        node->right = parent;
    } else {
        moved = node->left;
        parent->right = moved;
        node->left = parent;
    }
    if (moved)
        moved->parent = parent;
    node->parent = parent->parent;
    parent->parent = node;
}

void
tappa__tree_put(struct tappa__tree *tree, struct tappa__tree_node *node)
{
    static const uint8_t key[16] = {0};
    struct tappa__tree_node **place = &tree->root;

    node->left = node->right = node->parent = NULL;
    node->priority = tappa__siphash(node->key, node->size, key);
    while (*place) {
        node->parent = *place;
        place = compare(node->key, node->size, *place) < 0 ? &(*place)->left : &(*place)->right;
    }
    *place = node;
    while (node->parent && node->parent->priority < node->priority)
        rise(tree, node);
}

void
tappa__tree_take(struct tappa__tree *tree, struct tappa__tree_node *node)
{
    struct tappa__tree_node *child;

    while (node->left && node->right)
        rise(tree, node->left->priority > node->right->priority ? node->left : node->right);
    child = node->left ? node->left : node->right;
    *place_of(tree, node) = child;
    if (child)
        child->parent = node->parent;
}

struct tappa__tree_node *
tappa__tree_from(const struct tappa__tree *tree, const void *key, size_t size)
{
    struct tappa__tree_node *node = tree->root, *best = NULL;

    while (node) {
        if (compare(key, size, node) <= 0) {
            best = node;
            node = node->left;
        } else {
            node = node->right;
        }
    }
    return best;
}

struct tappa__tree_node *
tappa__tree_find(const struct tappa__tree *tree, const void *key, size_t size)
{
    struct tappa__tree_node *node = tappa__tree_from(tree, key, size);

    return node && !compare(key, size, node) ? node : NULL;
}

struct tappa__tree_node *
tappa__tree_next(const struct tappa__tree_node *node)
{
    struct tappa__tree_node *up;

    if (node->right) {
        for (up = node->right; up->left; up = up->left)
            ;
        return up;
    }
    for (up = node->parent; up && up->right == node; up = up->parent)
        node = up;
    return up;
}

void
tappa__key_number(unsigned char key[8], int64_t number)
{
    uint64_t bits = (uint64_t)number ^ (UINT64_C(1) << 63);

    for (int i = 7; i >= 0; i--, bits >>= 8)
        key[i] = (unsigned char)bits;
}
