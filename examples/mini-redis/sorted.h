/*
 * A sorted set: members by name in a map, and by score in a treap (Seidel and Aragon, 1996): a binary
 * tree by (score, member), a heap by priorities that are drawn.
 */
#ifndef MINI_REDIS_SORTED_H
#define MINI_REDIS_SORTED_H

#include "map.h"

struct sorted_node {
    struct sorted_node *left, *right;
    struct bytes member; /* owned by the map */
    double score;
    uint64_t priority;
    size_t size; /* of the tree below */
};

struct sorted {
    struct map members; /* → struct sorted_node */
    struct sorted_node *root;
};

/* 1: new, 0: known (its score is changed), -1: no memory. */
int sorted_put(struct sorted *sorted, struct bytes member, double score, uint64_t random);
const struct sorted_node *sorted_find(const struct sorted *sorted, struct bytes member);
const struct sorted_node *sorted_at(const struct sorted *sorted, size_t rank);
size_t sorted_rank(const struct sorted *sorted, const struct sorted_node *node);
bool sorted_remove(struct sorted *sorted, struct bytes member);
void sorted_clear(struct sorted *sorted);

#endif
