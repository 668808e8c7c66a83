package main

import "sync"

// backlog says how far the numbers of one life are known.
type backlog struct {
	mutex sync.Mutex
	more  *sync.Cond
	high  uint64
}

func newBacklog() *backlog {
	b := &backlog{}
	b.more = sync.NewCond(&b.mutex)
	return b
}

func (b *backlog) upTo(high uint64) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.high = max(b.high, high)
	b.more.Signal()
}

// await returns when a number is known.
func (b *backlog) await(seqNo uint64) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for b.high < seqNo {
		b.more.Wait()
	}
}
