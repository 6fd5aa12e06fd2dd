#pragma once
// What the database throws. Caught at the edges only (HTTP dispatch, job runner, main).

#include <stdexcept>
#include <string>

namespace db {

// The database cannot go on: gone, disk full, corrupt. The caller may try later.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A constraint of the schema was broken. The edge answers it as a Conflict; a verb
// that can meet it in ordinary use asks first and refuses with a message of its own.
class ConstraintViolation : public std::runtime_error {
 public:
  enum class Which { Unique, ForeignKey, NotNull, Check };
  ConstraintViolation(Which which, const std::string& what) : std::runtime_error(what), which_(which) {}
  Which which() const { return which_; }

 private:
  Which which_;
};

// The schema does not fit this program; the sentence says what to do.
class SchemaError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace db
