#include "db/transaction_scope.h"

#include <stdexcept>

namespace db {
namespace {
thread_local TransactionScope* innermost = nullptr;
}

TransactionScope::TransactionScope(const void* database) : database_(database), outer_(innermost) {
  for (const TransactionScope* scope = outer_; scope; scope = scope->outer_)
    if (scope->database_ == database)
      throw std::logic_error("a transaction was opened inside another of the same database");
  innermost = this;
}

TransactionScope::~TransactionScope() {
  innermost = outer_;
}

}  // namespace db
