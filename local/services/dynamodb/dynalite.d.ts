// The parts of dynalite 4 (CommonJS, without types) that services/dynamodb.ts calls in this process.

declare module 'dynalite/db/index.js' {
  namespace db {
    /** In DynamoDB's own JSON: { pk: { S: 'a' } }. */
    type Item = Record<string, Record<string, unknown>>;
    interface Table {
      KeySchema: { AttributeName: string; KeyType: string }[];
      AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
      TableStatus: string;
    }
    interface Database {
      readonly tableDb: { awsRegion: string; awsAccountId: string };
      readonly lifecycleManager: { gracefulClose(): Promise<void> };
      getTable(name: string, checkStatus: boolean, callback: (error: unknown, table?: Table) => void): void;
      getItemDb(name: string): {
        get(key: string, callback: (error: Error | null, item?: Item) => void): void;
        createValueStream(): AsyncIterable<Item>;
      };
    }
    function create(options: { path?: string; createTableMs: number }): Database;
    function createKey(key: Item, table: Table): string;
  }
  export = db;
}

declare module 'dynalite/validations/index.js' {
  namespace validations {
    function toLowerFirst(operation: string): string;
    /** Returns the request without the parameters that dynalite does not know. */
    function checkTypes(data: object, types: object): Record<string, unknown>;
    function checkValidations(data: object, types: object, custom: unknown, database: object): void;
  }
  export = validations;
}
