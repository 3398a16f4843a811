// The program of the lab `paxos`.

#include "cluster/program.hpp"
#include "paxos/node.hpp"

int main(int argc, char* argv[]) { return cluster::run_program<paxos::Node>("paxosctl", argc, argv); }
