// Structs that point to themselves and to each other: the search through them ends.
#include "corpus.h"

struct node {
    struct node *next, **previous;
    struct tree *owner;
};

struct tree {
    struct node *first, nodes[2];
    struct tree *children[4];
};

static async int walk(struct tree *tree) {
    int count = 0;
    for (struct node *node = tree->first; node; node = node->next)
        count += await step(1);
    return count - 2;
}

async int main(void) {
    static struct tree tree;
    tree.first = &tree.nodes[0];
    tree.nodes[0].next = &tree.nodes[1];
    return await spawn(walk(&tree));
}
