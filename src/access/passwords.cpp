#include "access/passwords.h"

#include <sodium.h>

#include <array>
#include <semaphore>
#include <stdexcept>

namespace org {
namespace {

PasswordCost cost;

std::counting_semaphore<2> hashing{2};

class Turn {
 public:
  Turn() { hashing.acquire(); }
  ~Turn() { hashing.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

}  // namespace

std::string hash_password(std::string_view password) {
  Turn turn;
  std::array<char, crypto_pwhash_STRBYTES> hash;
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error("there is not enough memory to hash a password");
  return hash.data();
}

bool password_fits(std::string_view hash, std::string_view password) {
  Turn turn;
  return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

void set_password_cost(PasswordCost wanted) {
  cost = wanted;
}

void compare_with_nothing(std::string_view password) {
  static const std::string hash = hash_password("no one has this password");
  password_fits(hash, password);
}

std::string made_up_password() {
  constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::string password;
  for (int i = 0; i < 14; ++i) {
    if (i == 5 || i == 10) password += '-';
    password += letters[randombytes_uniform(letters.size())];
  }
  return password;
}

}  // namespace org
