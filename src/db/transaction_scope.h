#pragma once
// Says which databases the calling thread has a transaction open on. A transaction
// inside another of the same database would wait for itself (one writer, a bounded
// pool), so it is refused at once.

namespace db {

class TransactionScope {
 public:
  // Throws std::logic_error when the thread is inside a transaction of `database` already.
  explicit TransactionScope(const void* database);
  ~TransactionScope();
  TransactionScope(const TransactionScope&) = delete;
  TransactionScope& operator=(const TransactionScope&) = delete;

 private:
  const void* database_;
  TransactionScope* outer_;
};

}  // namespace db
