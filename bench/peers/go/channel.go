package main

import (
	"os"
	"sync"
	"time"
)

func pingPong(figure, peer string, count int, rounds uint64) {
	var all sync.WaitGroup
	all.Add(2 * count)
	started := time.Now()
	for pair := 0; pair < count; pair++ {
		there, back := make(chan uint64, 1), make(chan uint64, 1)
		go func() {
			for value := range there {
				back <- value
			}
			all.Done()
		}()
		go func() {
			for round := uint64(0); round < rounds; round++ {
				there <- round
				if <-back != round {
					os.Exit(1)
				}
			}
			close(there)
			all.Done()
		}()
	}
	all.Wait()
	report(figure, peer, nanoseconds(started)/float64(count)/float64(rounds), "ns")
}

func mpsc(peer string) {
	const producers, count = 4, uint64(1000000)
	channel := make(chan uint64, 1024)
	var all sync.WaitGroup
	all.Add(producers)
	sum := make(chan uint64)
	started := time.Now()
	go func() {
		var total uint64
		for value := range channel {
			total += value
		}
		sum <- total
	}()
	for producer := 0; producer < producers; producer++ {
		go func() {
			for value := uint64(1); value <= count; value++ {
				channel <- value
			}
			all.Done()
		}()
	}
	all.Wait()
	close(channel)
	if <-sum != producers*(count*(count+1)/2) {
		os.Exit(1)
	}
	report("channel/mpsc_4", peer, nanoseconds(started)/producers/float64(count), "ns")
}
