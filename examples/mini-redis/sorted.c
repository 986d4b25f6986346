#include "sorted.h"

#include <stdlib.h>

static size_t size_of(const struct sorted_node *node) {
    return node ? node->size : 0;
}

static void update(struct sorted_node *node) {
    node->size = size_of(node->left) + 1 + size_of(node->right);
}

static bool is_before(const struct sorted_node *left, const struct sorted_node *right) {
    if (left->score != right->score)
        return left->score < right->score;
    return bytes_compare(left->member, right->member) < 0;
}

/* What is before `at`, and what is not. */
static void split(struct sorted_node *tree, const struct sorted_node *at, struct sorted_node **left,
                  struct sorted_node **right) {
    if (!tree) {
        *left = *right = NULL;
    } else if (is_before(tree, at)) {
        split(tree->right, at, &tree->right, right);
        *left = tree;
        update(tree);
    } else {
        split(tree->left, at, left, &tree->left);
        *right = tree;
        update(tree);
    }
}

static struct sorted_node *merge(struct sorted_node *left, struct sorted_node *right) {
    if (!left || !right)
        return left ? left : right;
    if (left->priority > right->priority) {
        left->right = merge(left->right, right);
        update(left);
        return left;
    }
    right->left = merge(left, right->left);
    update(right);
    return right;
}

static void insert(struct sorted *sorted, struct sorted_node *node) {
    struct sorted_node *left, *right;
    node->left = node->right = NULL;
    node->size = 1;
    split(sorted->root, node, &left, &right);
    sorted->root = merge(merge(left, node), right);
}

static struct sorted_node *without(struct sorted_node *tree, const struct sorted_node *node) {
    if (tree == node)
        return merge(tree->left, tree->right);
    if (is_before(node, tree))
        tree->left = without(tree->left, node);
    else
        tree->right = without(tree->right, node);
    update(tree);
    return tree;
}

int sorted_put(struct sorted *sorted, struct bytes member, double score, uint64_t random) {
    bool is_new;
    struct map_entry *entry = map_put(&sorted->members, member, &is_new);
    if (!entry)
        return -1;
    struct sorted_node *node = entry->value;
    if (is_new && !(node = calloc(1, sizeof *node))) {
        map_remove(&sorted->members, entry);
        return -1;
    }
    if (!is_new && node->score == score)
        return 0;
    if (!is_new)
        sorted->root = without(sorted->root, node);
    entry->value = node;
    node->member = entry->key;
    node->score = score;
    node->priority = is_new ? random : node->priority;
    insert(sorted, node);
    return is_new;
}

const struct sorted_node *sorted_find(const struct sorted *sorted, struct bytes member) {
    struct map_entry *entry = map_find(&sorted->members, member);
    return entry ? entry->value : NULL;
}

const struct sorted_node *sorted_at(const struct sorted *sorted, size_t rank) {
    const struct sorted_node *node = sorted->root;
    while (node && rank != size_of(node->left)) {
        bool goes_right = rank > size_of(node->left);
        rank -= goes_right ? size_of(node->left) + 1 : 0;
        node = goes_right ? node->right : node->left;
    }
    return node;
}

size_t sorted_rank(const struct sorted *sorted, const struct sorted_node *node) {
    size_t rank = 0;
    for (const struct sorted_node *at = sorted->root; at != node;) {
        bool goes_right = is_before(at, node);
        rank += goes_right ? size_of(at->left) + 1 : 0;
        at = goes_right ? at->right : at->left;
    }
    return rank + size_of(node->left);
}

bool sorted_remove(struct sorted *sorted, struct bytes member) {
    struct map_entry *entry = map_find(&sorted->members, member);
    if (!entry)
        return false;
    struct sorted_node *node = entry->value;
    sorted->root = without(sorted->root, node);
    map_remove(&sorted->members, entry);
    free(node);
    return true;
}

void sorted_clear(struct sorted *sorted) {
    map_clear(&sorted->members, free);
    sorted->root = NULL;
}
