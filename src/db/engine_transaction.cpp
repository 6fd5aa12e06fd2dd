#include "db/engine_transaction.h"

#include <exception>
#include <stdexcept>

#include "base/log.h"

namespace db {

void run_hooks(const Hooks& hooks) {
  for (const auto& hook : hooks) {
    try {
      hook();
    } catch (const std::exception& fault) {
      base::log::error("db", "a hook after commit failed: {}", fault.what());
    }
  }
}

template <class F>
auto EngineTransaction::guarded(F&& statement) {
  require_intact();
  try {
    return statement();
  } catch (...) {
    failed_ = true;
    throw;
  }
}

Rows EngineTransaction::query(std::string_view sql, std::vector<Value> parameters) {
  return guarded([&] { return run_query(sql, parameters); });
}

std::int64_t EngineTransaction::execute(std::string_view sql, std::vector<Value> parameters) {
  return guarded([&] { return run_execute(sql, parameters); });
}

void EngineTransaction::lock(std::string_view name) {
  if (access_ == Access::Read) throw std::logic_error("a reading transaction takes no locks");
  guarded([&] { take_lock(name); });
}

void EngineTransaction::require_intact() const {
  if (failed_) throw std::logic_error("a statement of this transaction failed, so it cannot go on");
}

void wake(Transaction& tx, std::string_view topic) {
  dynamic_cast<EngineTransaction&>(tx).wake(topic);
}

}  // namespace db
