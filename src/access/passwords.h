#pragma once
// Passwords: argon2id (libsodium), 64 MiB and two passes, at most two at once in the
// process, so that a flood of sign-ins cannot take the memory. Any thread; takes about
// 0.2 s, so never inside a transaction.

#include <cstddef>
#include <string>
#include <string_view>

namespace org {

std::string hash_password(std::string_view password);
bool password_fits(std::string_view hash, std::string_view password);
// Takes the time of a comparison, for logins that do not exist.
void compare_with_nothing(std::string_view password);

// The cost of hashing from now on; tests make it small. Hashes carry their own.
struct PasswordCost {
  unsigned long long passes = 2;
  std::size_t memory_bytes = 64 * 1024 * 1024;
};
void set_password_cost(PasswordCost cost);

// 14 characters without look-alikes, in groups: about 70 bits.
std::string made_up_password();

}  // namespace org
