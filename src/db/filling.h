#pragma once
// Filling in a fresh database with what can be filled in again.

#include <functional>

#include "db/database.h"

namespace db {

// Runs `work`, whose commits need not reach the disk one by one: all have once this returns.
// Where the machine stops before, the last of them may be missing, never one before another.
// To be called while nobody else writes. PostgreSQL commits as always.
void fill_in(Database& database, const std::function<void()>& work);

}  // namespace db
