package main

import (
	"os"
	"runtime"
	"sync"
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
