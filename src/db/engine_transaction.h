#pragma once
// What the transactions of both engines have in common, so that a closure behaves
// the same on either: a failed statement ends the transaction (PostgreSQL would not
// go on after it), and hooks wait for the commit.
//
// Lives on the stack of whoever runs the closure; used by that thread only.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"

namespace db {

enum class Access { Read, Write };

using Hooks = std::vector<std::function<void()>>;

// Calls every hook; what one throws is logged, as the change is committed already.
void run_hooks(const Hooks& hooks);

class EngineTransaction : public Transaction {
 public:
  explicit EngineTransaction(Access access) : access_(access) {}

  Rows query(std::string_view sql, std::vector<Value> parameters) final;
  std::int64_t execute(std::string_view sql, std::vector<Value> parameters) final;
  void lock(std::string_view name) final;
  void after_commit(std::function<void()> action) final { hooks_.push_back(std::move(action)); }

  virtual void wake(std::string_view topic) = 0;

  // Throws std::logic_error when a statement failed and the closure went on regardless.
  void require_intact() const;
  Hooks take_hooks() { return std::move(hooks_); }

 protected:
  virtual Rows run_query(std::string_view sql, const std::vector<Value>& parameters) = 0;
  virtual std::int64_t run_execute(std::string_view sql, const std::vector<Value>& parameters) = 0;
  virtual void take_lock(std::string_view name) = 0;

 private:
  template <class F>
  auto guarded(F&& statement);

  Access access_;
  bool failed_ = false;
  Hooks hooks_;
};

}  // namespace db
