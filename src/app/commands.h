#pragma once
// The verbs of the command line. Each writes to stdout, explains failures by throwing
// std::runtime_error with a sentence, and gives the exit status.

#include <string>

#include "app/configuration.h"

namespace app {

// Runs the server until SIGTERM or SIGINT.
int serve(const Configuration& configuration);

// Writes a backup into the new folder `to`, also while a server runs.
int backup(const Configuration& configuration, const std::string& to);
// Fills an empty data folder (and database) from the backup in `from`.
int restore(const Configuration& configuration, const std::string& from);
// Looks for damage in database, audit chain and files; 1 when there is some.
int check_data(const Configuration& configuration);

// Prints the OpenAPI document; needs no data folder.
int print_openapi(const Configuration& configuration);

// Makes the facts and counts of reports anew from archive and log; not while a server runs.
int rebuild_reports(const Configuration& configuration);
// Compares the counts of reports with what archive and log say; 1 when one differs.
int verify_reports(const Configuration& configuration);

int list_users(const Configuration& configuration);
int reset_user_password(const Configuration& configuration, const std::string& login);
int unlock_user(const Configuration& configuration, const std::string& login);
struct NewUser {
  std::string login, name, role, scope;
};
int add_user(const Configuration& configuration, const NewUser& user);

}  // namespace app
