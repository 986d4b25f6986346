package main

import (
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func spawnAndJoin(results []int32) (sum uint64) {
	var all sync.WaitGroup
	all.Add(len(results))
	for index := range results {
		go func(index int) {
			results[index] = int32(index)
			all.Done()
		}(index)
	}
	all.Wait()
	for _, result := range results {
		sum += uint64(result)
	}
	return sum
}

func spawnJoin(figure, peer string, batch, rounds int) {
	results := make([]int32, batch)
	expected := uint64(batch) * uint64(batch-1) / 2
	spawnAndJoin(results[:1000])
	started := time.Now()
	for round := 0; round < rounds; round++ {
		if spawnAndJoin(results) != expected {
			os.Exit(1)
		}
	}
	report(figure, peer, nanoseconds(started)/float64(batch)/float64(rounds), "ns")
}

func yield(peer string) {
	const tasks, yields = 1000, 1000
	var all sync.WaitGroup
	all.Add(tasks)
	started := time.Now()
	for task := 0; task < tasks; task++ {
		go func() {
			for count := 0; count < yields; count++ {
				runtime.Gosched()
			}
			all.Done()
		}()
	}
	all.Wait()
	report("task/yield", peer, nanoseconds(started)/tasks/yields, "ns")
}

// A million goroutines in time.Sleep; the figure ends when the last has gone to sleep.
func sleeping(peer string) {
	const sleepers = 1000000
	var asleep sync.WaitGroup
	asleep.Add(sleepers)
	before, started := residentBytes(), time.Now()
	for task := 0; task < sleepers; task++ {
		go func() {
			asleep.Done()
			time.Sleep(time.Hour)
		}()
	}
	asleep.Wait()
	report("task/sleeping_spawn", peer, nanoseconds(started)/1e6, "ms")
	report("task/sleeping_bytes", peer, (residentBytes()-before)/sleepers, "B")
}

// A million goroutines sleep until one moment; from the first that wakes to the last.
func wake(peer string) {
	const sleepers = 1000000
	var first, last, awake int64 = 1 << 62, 0, 0
	started := time.Now()
	moment := started.Add(5 * time.Second)
	for task := 0; task < sleepers; task++ {
		go func() {
			time.Sleep(time.Until(moment))
			now := int64(time.Since(started))
			for seen := atomic.LoadInt64(&first); now < seen; seen = atomic.LoadInt64(&first) {
				if atomic.CompareAndSwapInt64(&first, seen, now) {
					break
				}
			}
			if atomic.AddInt64(&awake, 1) == sleepers {
				atomic.StoreInt64(&last, int64(time.Since(started)))
			}
		}()
	}
	for atomic.LoadInt64(&last) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	report("task/wake_1m", peer, float64(last-first)/1e6, "ms")
}

func skynetNode(number, leaves uint64, up chan<- uint64) {
	if leaves == 1 {
		up <- number
		return
	}
	below := make(chan uint64, 10)
	for index := uint64(0); index < 10; index++ {
		go skynetNode(number+index*(leaves/10), leaves/10, below)
	}
	sum := uint64(0)
	for index := 0; index < 10; index++ {
		sum += <-below
	}
	up <- sum
}

// A tree of goroutines, ten below each, a million leaves.
func skynet(peer string) {
	started := time.Now()
	result := make(chan uint64)
	go skynetNode(0, 1000000, result)
	if <-result != 499999500000 {
		os.Exit(1)
	}
	report("task/skynet", peer, nanoseconds(started)/1e6, "ms")
}
